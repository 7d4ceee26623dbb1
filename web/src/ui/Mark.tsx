/** The sign of Mingle: two shapes that meet, and what is warm is where they do. Same as public/icons/icon.svg. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 40 40" aria-hidden className={className}>
      <circle cx="14.5" cy="20" r="12.5" className="fill-ember" />
      <circle cx="25.5" cy="20" r="12.5" className="fill-dusk" />
      <path d="M20 8.78a12.5 12.5 0 0 1 0 22.44a12.5 12.5 0 0 1 0-22.44Z" className="fill-honey" />
    </svg>
  );
}
