import { useQuery } from "@tanstack/react-query";
import { Skeleton } from "@/ui/Skeleton";

/** Dark squares as one path: in every row, each run of them is a rectangle. */
function pathOf(rows: readonly (readonly boolean[])[]): string {
  return rows
    .flatMap((row, y) =>
      row.map((dark, x) => {
        if (!dark || row[x - 1] === true) return "";
        const end = row.indexOf(false, x);
        return `M${x} ${y}h${(end === -1 ? row.length : end) - x}v1H${x}z`;
      }),
    )
    .join("");
}

/** A text for a camera. It is dark on light in either theme, since cameras expect it so. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { data } = useQuery({
    queryKey: ["qrCode", text],
    queryFn: async () => {
      const { encode } = await import("uqr");
      const { size, data: rows } = encode(text, { ecc: "M", border: 2 });
      return { size, path: pathOf(rows) };
    },
    staleTime: Infinity,
    gcTime: 0,
  });
  if (data === undefined) return <Skeleton className="size-48" />;
  return (
    <div data-theme="light" className="size-fit rounded-field border bg-card p-1.5 text-ink">
      <svg
        role="img"
        aria-label={label}
        viewBox={`0 0 ${data.size} ${data.size}`}
        shapeRendering="crispEdges"
        className="size-48"
      >
        <path d={data.path} fill="currentColor" />
      </svg>
    </div>
  );
}
