// Finds texts that nothing shows, and languages that lack some. (That a text which is shown exists, `tsc` sees to.)
// A key counts as used where a string of its folder is it, or a template that may become it: `kind.${kind}`.
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import ts from "typescript";

const SOURCES = join(import.meta.dirname, "../src");
/** Languages in which all is there; others may leave whole namespaces to English. */
const COMPLETE = ["de"];
const PLURAL = /_(zero|one|two|few|many|other)$/;

const files = readdirSync(SOURCES, { recursive: true, encoding: "utf8" }).map((name) => join(SOURCES, name));
const sources = files.filter((name) => /\.tsx?$/.test(name) && !name.includes("/generated/"));

function keysOf(texts, prefix = "") {
  return Object.entries(texts).flatMap(([name, value]) =>
    typeof value === "string" ? [prefix + name] : keysOf(value, `${prefix}${name}.`),
  );
}

/** What the strings and templates of a file may name: as patterns, since templates are open. */
function patternsOf(path) {
  const found = [];
  const visit = (node) => {
    if (ts.isStringLiteralLike(node)) found.push([RegExp.escape(node.text)]);
    if (ts.isTemplateExpression(node)) {
      found.push([node.head.text, ...node.templateSpans.map((span) => span.literal.text)].map(RegExp.escape));
    }
    ts.forEachChild(node, visit);
  };
  const kind = path.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  visit(ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.Latest, false, kind));
  return found.filter((parts) => parts.some((part) => /[a-z]/i.test(part))).map((parts) => parts.join(".+"));
}

const named = new RegExp(`^(?:[a-zA-Z]+:)?(?:${[...new Set(sources.flatMap(patternsOf))].join("|")})$`);
const problems = [];
for (const path of files.filter((name) => basename(name) === "en.json")) {
  const keys = keysOf(JSON.parse(readFileSync(path, "utf8")));
  const where = path.slice(SOURCES.length + 1);
  for (const key of keys) {
    if (!named.test(key) && !named.test(key.replace(PLURAL, "")))
      problems.push(`${where}: nothing shows ${key}`);
  }
  for (const language of COMPLETE) {
    const other = join(dirname(path), `${language}.json`);
    if (!files.includes(other)) problems.push(`${other.slice(SOURCES.length + 1)} is missing`);
  }
  const plain = new Set(keys.map((key) => key.replace(PLURAL, "")));
  for (const other of files.filter(
    (name) => dirname(name) === dirname(path) && /\/[a-z]{2}\.json$/.test(name),
  )) {
    const theirs = new Set(
      keysOf(JSON.parse(readFileSync(other, "utf8"))).map((key) => key.replace(PLURAL, "")),
    );
    const name = other.slice(SOURCES.length + 1);
    for (const key of plain) if (!theirs.has(key)) problems.push(`${name}: lacks ${key}`);
    for (const key of theirs)
      if (!plain.has(key)) problems.push(`${name}: has ${key}, which English does not`);
  }
}
if (problems.length > 0) {
  console.error(problems.join("\n"));
  process.exit(1);
}
