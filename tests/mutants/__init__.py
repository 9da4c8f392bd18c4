"""Mutation testing of working days, deadlines, rules and transitions: `make mutants`.

The tests are collected and the database is made once. Each mutant is then a fork of that warm process, in which one
operator, constant, condition or arrow is another, and which runs the tests that reach it until one fails.
"""
