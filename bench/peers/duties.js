import { randomUUID } from "node:crypto";

import compression from "compression";
import cors from "cors";
import { rateLimit } from "express-rate-limit";
import helmet from "helmet";
import { pinoHttp } from "pino-http";
import client from "prom-client";

const requests = new client.Counter({
  name: "http_requests_total",
  help: "HTTP requests answered.",
  labelNames: ["method", "route", "status"],
});
const seconds = new client.Histogram({
  name: "http_request_seconds",
  help: "Time to answer an HTTP request.",
  labelNames: ["method", "route"],
});

/** One short line a request, as Mingle's. */
const log = pinoHttp({
  genReqId: () => randomUUID(),
  serializers: {
    req: (request) => ({ id: request.id, method: request.method, path: request.url }),
    res: (response) => ({ status: response.statusCode }),
  },
});

function measure(request, response, next) {
  const began = process.hrtime.bigint();
  response.setHeader("x-request-id", request.id);
  response.on("finish", () => {
    const route = request.route?.path ?? "unknown";
    requests.inc({ method: request.method, route, status: response.statusCode });
    seconds.observe({ method: request.method, route }, Number(process.hrtime.bigint() - began) / 1e9);
  });
  next();
}

export function addDuties(app) {
  app.use(log, measure, helmet(), cors({ origin: "http://localhost:8000", credentials: true }), compression());
  app.use(
    rateLimit({
      windowMs: 10_000,
      limit: 300,
      keyGenerator: (request) => request.get("x-bench-actor") ?? "signed out",
      skip: (request) => request.path === "/health",
    }),
  );
}
