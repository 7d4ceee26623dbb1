import "./docs.css";
import { SwaggerUIBundle } from "swagger-ui-dist";
import { showEvents } from "./events";

SwaggerUIBundle({
  url: "/api/openapi.json",
  dom_id: "#docs",
  deepLinking: true,
  defaultModelsExpandDepth: 0,
});

const events = document.getElementById("socket-events");
if (events) void showEvents(events);
