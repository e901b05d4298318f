"""What Tuque's speed rests on: each benchmark prints its figure beside a yardstick measured in the same run.

Machines are noisy: compare a figure with its yardstick, and medians with medians. Each benchmark works in a folder and a
database of its own and leaves nothing behind.
"""
