/** A hairline, with words in it where it parts by meaning ("Yesterday"). */
export function Divider({ label }: { label?: string }) {
  if (label === undefined) return <hr />;
  return (
    <div role="separator" aria-label={label} className="flex items-center gap-3 text-xs text-soft">
      <span className="h-px grow bg-line" />
      {label}
      <span className="h-px grow bg-line" />
    </div>
  );
}
