"""Who is offered this contact, why, and what would happen if: plain values and a clock, nothing else.

Read in this order: `values` (a contact, a responder), `policy` (the rules, as data), `facts` (what happened), `state` (what is
true now: the fold of the facts), `rules` (may this one take that one?), `decision` (the one choice), `commands` (what people and
clocks ask for), `line` (all of it together), `explaining` (why this person, why now, why not that one).

Instants are seconds since 1970 (float), durations are seconds. Nothing here reads a clock, a table or a random number.
"""
