"""How many will call, how many people that takes, and who is planned: plain values, nothing read from a table.

Read in this order: `holidays`, `forecasting` (contacts by quarter hour, with a band), `staffing` (people by quarter hour, speaking
what, and what each point costs), `rota` (planned shifts as the simulator and the check of the rules take them).
"""
