"""What opens addresses of the web and no other: no file of this machine, no FTP, nothing that a redirect hides."""

from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
)


def web_opener(redirects: HTTPRedirectHandler) -> OpenerDirector:
    """Return an opener of http and https; `redirects` says where one may be led to."""
    opener = OpenerDirector()
    for handler in (
        ProxyHandler(),
        HTTPHandler(),
        HTTPSHandler(),
        HTTPDefaultErrorHandler(),
        redirects,
        HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    return opener
