import { useEffect, useRef } from "react";

export type FieldMessage = { fieldId?: string; message: string };

/** Above a form that was refused: what is wrong, each line leading to its field. It takes the focus. */
export function ErrorSummary({ title, errors }: { title: string; errors: readonly FieldMessage[] }) {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    element.current?.focus();
  }, [errors]);
  return (
    <div
      ref={element}
      role="alert"
      tabIndex={-1}
      className="rounded-field border border-danger/40 bg-danger-wash px-4 py-3"
    >
      <p className="font-strong">{title}</p>
      <ul className="mt-1 list-disc ps-5 text-sm">
        {errors.map(({ fieldId, message }) => (
          <li key={`${fieldId ?? ""}${message}`}>
            {fieldId === undefined ? (
              message
            ) : (
              <a
                href={`#${fieldId}`}
                className="underline underline-offset-2"
                onClick={(event) => {
                  event.preventDefault();
                  document.getElementById(fieldId)?.focus();
                }}
              >
                {message}
              </a>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
