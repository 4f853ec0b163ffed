"""Lists the users of an org with Okta's Python SDK: list_users.py ORG_URL API_TOKEN. Prints their logins as JSON."""

import asyncio
import json
import sys

from okta.client import Client


async def main() -> None:
    org_url, token = sys.argv[1:3]
    client = Client({"orgUrl": org_url, "token": token})
    users, _, error = await client.list_users()
    if error:
        raise SystemExit(str(error))
    print(json.dumps([user.profile.login for user in users]))


asyncio.run(main())
