"""All that a person sees. The only package that imports tkinter."""
