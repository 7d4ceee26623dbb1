import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, it, vi } from "vitest";
import { CodeField } from "./CodeField";
import { PasswordField, TextField } from "./TextField";

it("ties label, hint and error to the control", () => {
  render(<TextField label="E-mail" hint="We never show it." error="Write the whole address." />);
  const input = screen.getByRole("textbox", { name: "E-mail", description: /never show it.*whole address/ });
  expect(input.getAttribute("aria-invalid")).toBe("true");
  expect(input.hasAttribute("required")).toBe(true);
});

it("reveals a password and hides it again", async () => {
  render(<PasswordField label="Password" />);
  const input = screen.getByLabelText("Password");
  await userEvent.click(screen.getByRole("button", { name: "Show the password" }));
  expect(input.getAttribute("type")).toBe("text");
  await userEvent.click(screen.getByRole("button", { name: "Hide the password" }));
  expect(input.getAttribute("type")).toBe("password");
});

it("takes a pasted code with what is around it, and says once that it is complete", async () => {
  const onComplete = vi.fn();
  function Code() {
    const [code, setCode] = useState("");
    return <CodeField label="Code" value={code} onChange={setCode} onComplete={onComplete} />;
  }
  render(<Code />);
  await userEvent.click(screen.getByRole("textbox", { name: "Code" }));
  await userEvent.paste("Your code: 123 456.");
  expect(onComplete).toHaveBeenCalledExactlyOnceWith("123456");
});
