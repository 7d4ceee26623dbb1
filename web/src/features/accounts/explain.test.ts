import { expect, it } from "vitest";
import { i18next } from "@/lib/i18n";
import { explain, type FieldName } from "./explain";
import "./index";

it.each<[FieldName, string, string, string]>([
  ["username", "mara", "is taken", "This username is taken."],
  ["displayName", " ", "does not have the right form", "Write the name people may call you."],
  ["email", "mara@", "does not have the right form", "Write the whole address, such as mara@example.org."],
  ["password", "sesame", "must have at least 8 characters", "This password must have at least 8 characters."],
  ["password", "12345678", "is easy to guess. Add words.", "This password is easy to guess. Add words."],
  ["birthdate", "--", "must be a date", "Write the day, month and year of your birth."],
  ["birthdate", "2020-1-1", "must be at least 18 years ago", "People here are 18 or older."],
  ["currentPassword", "x", "is not your current password", "This is not your current password."],
])("%s %j %s", (name, value, message, sentence) => {
  expect(explain(i18next.getFixedT("en", "accounts"), name, value, message)).toBe(sentence);
});
