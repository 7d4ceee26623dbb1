import { useRef, useState } from "react";
import { ApiError } from "@/lib/api";
import { useUser } from "@/lib/session";
import { StepUpDialog } from "./StepUpDialog";

/**
 * Does what asks for a recent proof that it is oneself: where the server wants one, the dialog asks for it and the
 * action begins anew.
 */
export function useStepUp() {
  const user = useUser();
  const [open, setOpen] = useState(false);
  const waiting = useRef<{ resolve: () => void; reject: (error: unknown) => void } | null>(null);

  const settle = (error?: Error) => {
    setOpen(false);
    if (error === undefined) waiting.current?.resolve();
    else waiting.current?.reject(error);
    waiting.current = null;
  };

  /** Resolves once it has been shown; rejects with an AbortError when the person would rather not. */
  const ask = () =>
    new Promise<void>((resolve, reject) => {
      waiting.current = { resolve, reject };
      setOpen(true);
    });

  const guard = async <T,>(action: () => Promise<T>): Promise<T> => {
    try {
      return await action();
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== "step_up_required") throw error;
      await ask();
      return action();
    }
  };

  const dialog = user !== null && (
    <StepUpDialog
      user={user}
      open={open}
      onDone={() => {
        settle();
      }}
      onClose={() => {
        settle(new DOMException("The person would rather not.", "AbortError"));
      }}
    />
  );
  return { guard, ask, dialog };
}
