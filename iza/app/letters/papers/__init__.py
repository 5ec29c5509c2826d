"""Papers: what each document says, as plain data for its template; the words stand in the template.

``kinds`` lists the documents, ``view`` is what all of them are written from, and one module for each
part of the procedure builds their data. Nothing here prints the priority, notes, other people of the
household or a protected address.
"""
