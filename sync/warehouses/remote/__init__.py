"""What warehouses share that are reached over the network and have no room for a mark of ours: marks kept
in the connection's journal beside the tag in the document's note, and creates that are never sent twice.
"""
