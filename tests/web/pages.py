"""A served evaluation without a socket: the application behind its gate, as a browser that holds the cookie asks it."""

from starlette.testclient import TestClient

from cmo_eval.web.access import Access
from cmo_eval.web.app import pages
from cmo_eval.web.memory import Memory

PORT = 8137
ORIGIN = f"http://127.0.0.1:{PORT}"


class Served:
    """`root` served: `get` and `post` as the browser that was opened does; `log` is what the terminal was told."""

    def __init__(self, root):
        self.log = []
        self.memory = Memory(root)
        self.access = Access(pages(self.memory), PORT, self.log.append)
        self.stranger = TestClient(self.access, base_url=ORIGIN, follow_redirects=False)
        self.client = TestClient(self.access, base_url=ORIGIN)
        self.client.get(self.access.address("/version"))

    @property
    def version(self):
        return self.memory.now().version

    def get(self, path, **more):
        return self.client.get(path, **more)

    def post(self, path, data, **headers):
        data = {"version": self.version, **data}
        return self.client.post(path, json=data, headers={"origin": ORIGIN, **headers})
