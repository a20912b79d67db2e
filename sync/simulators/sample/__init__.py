"""The sample: "Калина Дом", an invented Bulgarian shop with its warehouse and its BaseLinker account.

The files lie in ``assets/demo``; ``build`` makes them, ``loading`` brings them into an embedded warehouse and
into the simulator, ``many`` makes sets of any size.
"""
