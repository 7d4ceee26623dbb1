"""What a server does not do."""


class Refused(Exception):
    """The server has said no; the text is the code of the error."""
