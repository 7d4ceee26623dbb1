"""The numbers that are counted everywhere; `ops.metrics` serves them to Prometheus."""

from prometheus_client import Counter, Gauge, Histogram

# Where the processes of one server put their numbers, so that any of them can answer for all.
MULTIPROCESS_DIR = "PROMETHEUS_MULTIPROC_DIR"

_FINE_BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

REQUESTS = Counter("mingle_http_requests_total", "HTTP requests answered.", ["method", "route", "status"])
REQUEST_SECONDS = Histogram(
    "mingle_http_request_seconds", "Time to answer an HTTP request.", ["method", "route"], buckets=_FINE_BUCKETS
)
QUERY_SECONDS = Histogram("mingle_db_query_seconds", "Time of a SQL statement.", ["pool"], buckets=_FINE_BUCKETS)
POOL_CONNECTIONS = Gauge(
    "mingle_db_pool_connections", "Connections of a pool by state.", ["pool", "state"], multiprocess_mode="livesum"
)
POOL_WAITING = Gauge(
    "mingle_db_pool_waiting", "Requests waiting for a connection.", ["pool"], multiprocess_mode="livesum"
)
REPLICA_READS = Counter("mingle_db_reads_total", "Reads by where they went.", ["target"])
JOBS = Counter("mingle_jobs_total", "Jobs run, by how they ended.", ["task", "outcome"])
JOB_SECONDS = Histogram("mingle_job_seconds", "Time of a job.", ["task"])
BUS_PUBLISHED = Counter("mingle_bus_published_total", "Events handed to Valkey.")
BUS_DROPPED = Counter(
    "mingle_bus_dropped_total", "Events dropped because Valkey was away; clients catch up from PostgreSQL."
)
BUS_RECEIVED = Counter("mingle_bus_received_total", "Events that came from Valkey.")
BUS_CONNECTED = Gauge("mingle_bus_connected", "Whether the bus hears Valkey.", multiprocess_mode="livesum")
BUS_LAG = Histogram(
    "mingle_bus_lag_seconds",
    "Time from publishing an event to hearing it, by the clocks.",
    buckets=_FINE_BUCKETS,
)
SOCKETS = Gauge("mingle_sockets", "Sessions of Socket.IO that are open.", multiprocess_mode="livesum")
ROOMS = Gauge("mingle_socket_rooms", "Rooms with members, counted on each process.", multiprocess_mode="livesum")
SOCKET_SESSIONS = Counter("mingle_socket_sessions_total", "Sessions of Socket.IO that began.")
SOCKET_UPGRADES = Counter("mingle_socket_upgrades_total", "Sessions that went over from polling to WebSocket.")
SOCKET_EVENTS = Counter("mingle_socket_events_total", "Events by direction; out: one for each socket.", ["direction"])
SOCKET_BYTES = Counter("mingle_socket_bytes_total", "Bytes of packets by direction.", ["direction"])
SOCKET_CLOSED = Counter("mingle_socket_closed_total", "Sessions that the server closed, by why.", ["reason"])
SOCKET_REFUSED = Counter("mingle_socket_refused_total", "Handshakes and connections that were turned away.")
SOCKET_REJECTED = Counter("mingle_socket_rejected_total", "Events that were answered with an error.")
RATE_LIMITED = Counter("mingle_rate_limited_total", "Requests refused by a rate limit.", ["limit"])
