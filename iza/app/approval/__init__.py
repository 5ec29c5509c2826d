"""Four eyes: proposals, who may approve them, and how they land on the main branch.

Begin with ``approve``; ``proposals`` lists what waits, ``landing_proposals`` merges one into today's files.
"""
