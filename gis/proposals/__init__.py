"""测算方案: which schools to keep, merge or turn into teaching points, worked out by an exact search.

:func:`gis.proposals.proposal.propose` gives a scenario that opens like any other, the evaluation of it, and
how far from best it can be at most. The solver is loaded when a search starts.
"""
