"""What holds under attack: the whole of the cases of which the suite tries a share, against engines of their own."""
