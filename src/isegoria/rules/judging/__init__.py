"""Whether somebody can do something here and now: rights, votes, appeals, recusals."""
