"""A Socket.IO server: Engine.IO v4 and Socket.IO v5 over WebSocket and HTTP long-polling, on uvicorn and picows.

It knows nothing of Mingle. `engine` holds sessions, `sockets` the namespaces on them, `hub` what an application wants
of them: typed events, rooms across processes, people and their presence.
"""
