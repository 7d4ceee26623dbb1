"""Demo people: a newcomer alone at a laptop finds somebody for everything that Mingle has.

They are made once (`making`), marked as demo people everywhere (`accounts.is_demo`), and taken away again (`removing`).
Some of them are simulated by a program of its own, `python -m mingle.demo`, which `mingle up --demo` starts and keeps
running (`keeping`). It comes in as everybody does, over HTTP and Socket.IO, so no feature knows anything of it; only
the tokens it makes itself, since a demo person has no password. It sees and hears nobody: in a call it sends a picture
and a tone, and takes nothing.
"""
