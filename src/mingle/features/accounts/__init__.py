"""Accounts: who somebody is, how they come in, which devices they are signed in on, and how all of that ends.

Everybody begins here: guests who say a name and an age, and permanent accounts with a username, an address and a
password. Others use `authenticate` and `open_callers` (who sends a request), and `ban` and `unban` (for moderation).
"""

from mingle.features.accounts import jobs, way_jobs
from mingle.features.accounts.address_http import AddressController
from mingle.features.accounts.http import AuthController
from mingle.features.accounts.identity_http import IdentityController, ProviderController
from mingle.features.accounts.phone_http import PhoneController
from mingle.features.accounts.service import ban, unban
from mingle.features.accounts.tokens import authenticate, open_callers
from mingle.kernel.feature import Feature

ACCOUNTS = Feature(
    "accounts",
    routes=[AuthController, ProviderController, IdentityController, PhoneController, AddressController],
    jobs=[jobs.send_welcome, jobs.send_reset, jobs.send_password_changed, jobs.forget, *way_jobs.JOBS],
)

__all__ = ["ACCOUNTS", "authenticate", "ban", "open_callers", "unban"]
