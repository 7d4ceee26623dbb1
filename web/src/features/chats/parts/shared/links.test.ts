import { expect, it } from "vitest";
import { linksOf } from "./links";

it("finds the addresses in a message, each once", () => {
  const content =
    "See https://example.org/a, [the map](https://maps.example/x) and **https://example.org/a**";
  expect(linksOf(content)).toEqual([
    { href: "https://example.org/a", host: "example.org", text: "example.org/a" },
    { href: "https://maps.example/x", host: "maps.example", text: "the map" },
  ]);
});

it.each(["no address", "||https://example.org||", "`https://example.org`", "mara@example.org"])(
  "finds none in “%s”",
  (content) => {
    expect(linksOf(content)).toEqual([]);
  },
);
