/** Every socket event on a page: what clients send, what they are told, from the server's AsyncAPI document. */

type Schema = Record<string, unknown>;
type Reference = { $ref: string };
type Message = { name: string; payload: Schema; examples: { payload: unknown }[] };
type Operation = {
  action: "send" | "receive";
  summary: string;
  description?: string;
  messages: Reference[];
  reply?: { messages: Reference[] };
  "x-errors"?: { code: string; message: string }[];
};
export type EventsDocument = {
  info: { title: string; description: string };
  operations: Record<string, Operation>;
  components: { messages: Record<string, Message>; schemas: Record<string, Schema> };
};

type Child = Node | string;

export async function showEvents(into: HTMLElement): Promise<void> {
  const answer = await fetch("/api/asyncapi.json");
  if (!answer.ok) throw new Error(`/api/asyncapi.json: ${answer.status}`);
  render(into, (await answer.json()) as EventsDocument);
}

export function render(into: HTMLElement, document: EventsDocument): void {
  const operations = Object.values(document.operations);
  const section = (title: string, action: Operation["action"]) =>
    element("section", {}, [
      element("h3", {}, [title]),
      ...operations.filter((one) => one.action === action).map((one) => event(document, one)),
    ]);
  into.replaceChildren(
    element("h2", { id: "events" }, ["Socket events"]),
    element("p", {}, [document.info.description]),
    element("p", {}, [element("a", { href: "/api/asyncapi.json" }, ["/api/asyncapi.json"])]),
    section("What clients send", "receive"),
    section("What clients are told", "send"),
  );
}

function event(document: EventsDocument, operation: Operation): HTMLElement {
  const message = found(document, operation.messages);
  const parts: Child[] = [];
  if (operation.description) parts.push(element("p", {}, [operation.description]));
  parts.push(...shape("Payload", message));
  if (operation.reply) parts.push(...shape("Acknowledgement", found(document, operation.reply.messages)));
  const errors = operation["x-errors"] ?? [];
  if (errors.length > 0) {
    parts.push(element("h4", {}, ["Refused with"]));
    parts.push(
      element(
        "ul",
        {},
        errors.map(({ code, message }) => element("li", {}, [element("code", {}, [code]), ` ${message}`])),
      ),
    );
  }
  const summary = element("summary", {}, [
    element("code", {}, [message.name]),
    element("span", {}, [operation.summary]),
  ]);
  return element("details", { id: `${operation.action}-${message.name}` }, [summary, ...parts]);
}

/** An example for reading, and the schema for whoever wants to know it exactly. */
function shape(title: string, message: Message): Child[] {
  return [
    element("h4", {}, [title]),
    ...message.examples.map(({ payload }) => json(payload)),
    element("details", {}, [element("summary", {}, ["Schema"]), json(message.payload)]),
  ];
}

function found(document: EventsDocument, [reference]: Reference[]): Message {
  const message = document.components.messages[reference?.$ref.split("/").at(-1) ?? ""];
  if (!message) throw new Error(`no such message: ${reference?.$ref ?? ""}`);
  return message;
}

function json(value: unknown): HTMLElement {
  return element("pre", { tabindex: "0" }, [JSON.stringify(value, null, 2)]);
}

function element(name: string, attributes: Record<string, string>, children: Child[]): HTMLElement {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}
