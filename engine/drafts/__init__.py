"""Network files that the tool writes itself: equations, groups and arrays, and names for them."""
