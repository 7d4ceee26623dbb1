import { useEffect, useState } from "react";

/** An address for what is on the device, as long as it is shown; undefined for a moment, and of nothing. */
export function useObjectUrl(content: Blob | null): string | undefined {
  const [made, setMade] = useState<{ of: Blob; url: string }>();
  useEffect(() => {
    if (content === null) return;
    const url = URL.createObjectURL(content);
    setMade({ of: content, url });
    return () => {
      URL.revokeObjectURL(url);
    };
  }, [content]);
  return made?.of === content ? made?.url : undefined;
}
