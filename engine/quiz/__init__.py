"""Quiz: numbers to be predicted, equations to be put in order, bugs to be found."""
