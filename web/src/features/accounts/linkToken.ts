import { useEffect, useState } from "react";

let held: { page: string; token: string } | undefined;

/** Takes the token out of the address at once, so that it stays neither in the history nor in a screenshot. */
function takeToken(): string {
  const page = location.pathname;
  const token = location.hash.slice(1);
  if (token !== "") {
    held = { page, token };
    history.replaceState(history.state, "", page);
  }
  return held?.page === page ? held.token : "";
}

/** The token of the link in a mail that has led here. */
export function useLinkToken(): string {
  const [token, setToken] = useState(takeToken);
  useEffect(() => {
    // Another link of the same kind, opened in the same window.
    const take = () => {
      setToken(takeToken());
    };
    addEventListener("hashchange", take);
    return () => {
      removeEventListener("hashchange", take);
    };
  }, []);
  return token;
}
