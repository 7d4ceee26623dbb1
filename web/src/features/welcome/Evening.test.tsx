import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { http } from "@/test/http";
import "./index";
import { Evening } from "./Evening";

function show() {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false, networkMode: "always" } } });
  render(
    <QueryClientProvider client={client}>
      <Evening />
    </QueryClientProvider>,
  );
}

const answer = (features: string[]) => ({
  success: true,
  data: { name: "Noord", version: "1.0.0", features },
});
const headings = () => screen.getAllByRole("heading", { level: 3 }).map((heading) => heading.textContent);

it("shows only the places that are open", async () => {
  http(200, answer(["conversations", "chats"]));
  show();
  expect(screen.getByRole("status").textContent).toMatch(/what is on tonight/);
  await screen.findByRole("heading", { name: "Salons" });
  expect(headings()).toEqual(["Salons", "Chats", "You"]);
});

it("says that the server did not answer, and asks again", async () => {
  vi.spyOn(globalThis, "fetch").mockRejectedValueOnce(new TypeError("Failed to fetch"));
  show();
  const retry = await screen.findByRole("button", { name: "Try again" });
  expect(screen.getByRole("alert").textContent).toMatch(/did not answer/);
  http(200, answer(["dates"]));
  await userEvent.click(retry);
  await screen.findByRole("heading", { name: "Dates" });
  expect(screen.queryByRole("alert")).toBeNull();
});

it("says so when it is the device that is offline", async () => {
  vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  vi.spyOn(globalThis, "fetch").mockRejectedValue(new TypeError("Failed to fetch"));
  show();
  expect((await screen.findByRole("alert")).textContent).toMatch(/offline/);
});
