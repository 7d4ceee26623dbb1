import { describe, expect, it } from "vitest";
import { firstSite } from "./firstLink";

describe("the site that a text links to first", () => {
  it.each([
    ["Hello", null],
    ["see https://a.example/b, then https://b.example", "a.example"],
    ["`https://code.example` [here](https://a.example/b)", "a.example"],
    ["```\nhttps://code.example\n```", null],
    ["https:// HTTP://A.example:81/", "a.example:81"],
    ["https://name:secret@a.example/", null],
    ["xhttps://a.example/ javascript:alert(1)", null],
  ])("%j → %j", (content, site) => {
    expect(firstSite(content)).toBe(site);
  });
});
