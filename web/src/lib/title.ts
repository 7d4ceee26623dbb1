import { useEffect } from "react";

/** The title of the window, while a page is open. */
export function useTitle(title: string | undefined) {
  useEffect(() => {
    if (title !== undefined) document.title = title;
  }, [title]);
}
