"""All that a person sees: the window and the terminal. Only the window imports tkinter."""
