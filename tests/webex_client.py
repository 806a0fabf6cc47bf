"""An unmodified Webex client that speaks to the server under test."""

from wxc_sdk import WebexSimpleApi
from wxc_sdk.tokens import Tokens

from cast import Api


def webex_client(api: Api) -> WebexSimpleApi:
    """wxc-sdk as the same caller as `api`; the environment that tests/conftest.py sets makes it strict."""
    client = WebexSimpleApi(tokens=Tokens(access_token=api.token))
    client.session.BASE = api.base
    client.session.trust_env = False
    return client
