"""Those who lead, moderate and mediate: reviews, conduct, and cases of conflict."""
