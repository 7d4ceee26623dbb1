import { memo, useMemo, useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ExternalLink } from "@/ui/Link";
import { isOnlyEmoji } from "./plainText";
import { parseRichText, type Block, type Inline } from "./richText";

export type RichTextProps = {
  content: string;
  /** Somebody is named, without the @; without this, mentions are shown and lead nowhere. */
  onMention?: (username: string) => void;
  /** A hashtag was pressed, without the #. */
  onHashtag?: (tag: string) => void;
};

type Handlers = Omit<RichTextProps, "content"> & {
  /** Inside a button there is nothing to press. */
  isInert?: boolean;
};

/**
 * A message's text with its light formatting, as elements and never as HTML. Each line has the direction of its own
 * words, and none of them can turn around what stands beside it.
 */
export const RichText = memo(function RichText({ content, ...handlers }: RichTextProps) {
  const blocks = useMemo(() => parseRichText(content), [content]);
  const look = isOnlyEmoji(content) ? "text-4xl" : "";
  return (
    <div dir="auto" className={`flex flex-col gap-1.5 wrap-anywhere ${look}`}>
      {blocks.map((block, index) => (
        <BlockShown key={index} block={block} handlers={handlers} />
      ))}
    </div>
  );
});

const LINES = "whitespace-pre-wrap [unicode-bidi:plaintext]";

function BlockShown({ block, handlers }: { block: Block; handlers: Handlers }) {
  switch (block.kind) {
    case "text":
      return <div className={LINES}>{shown(block.children, handlers)}</div>;
    case "quote":
      return (
        <blockquote dir="auto" className={`border-s-3 border-ember-ink/45 ps-3 text-soft ${LINES}`}>
          {shown(block.children, handlers)}
        </blockquote>
      );
    case "code":
      return (
        <pre
          dir="ltr"
          // It may be wider than its bubble: whoever has no mouse scrolls it with the arrow keys.
          // eslint-disable-next-line jsx-a11y-x/no-noninteractive-tabindex
          tabIndex={0}
          className="max-w-full overflow-x-auto rounded-field bg-ink/6 px-3.5 py-2.5 font-mono text-sm"
        >
          {block.language !== "" && <span className="block text-xs text-soft">{block.language}</span>}
          <code>{block.text}</code>
        </pre>
      );
  }
}

function shown(nodes: readonly Inline[], handlers: Handlers): ReactNode {
  return nodes.map((node, index) => <InlineShown key={index} node={node} handlers={handlers} />);
}

function InlineShown({ node, handlers }: { node: Inline; handlers: Handlers }) {
  switch (node.kind) {
    case "text":
      return node.text;
    case "bold":
      return <strong className="font-strong">{shown(node.children, handlers)}</strong>;
    case "italic":
      return <em>{shown(node.children, handlers)}</em>;
    case "strike":
      return <s>{shown(node.children, handlers)}</s>;
    case "spoiler":
      return <Spoiler nodes={node.children} handlers={handlers} />;
    case "code":
      return <code className="rounded-sm bg-ink/6 px-1.5 py-0.5 font-mono text-[0.92em]">{node.text}</code>;
    case "link":
      return handlers.isInert ? <span>{node.text}</span> : <LinkShown node={node} />;
    case "mention":
      return (
        <Pressable onPress={handlers.isInert ? undefined : handlers.onMention} value={node.username}>
          {node.text}
        </Pressable>
      );
    case "hashtag":
      return (
        <Pressable onPress={handlers.isInert ? undefined : handlers.onHashtag} value={node.tag}>
          {node.text}
        </Pressable>
      );
  }
}

/** Where the words are not the address, they are followed by the place that they lead to: nobody is lured away. */
function LinkShown({ node: { href, text, isNamed } }: { node: Extract<Inline, { kind: "link" }> }) {
  const { host, pathname } = new URL(href);
  return (
    <>
      <ExternalLink
        href={href}
        {...(!href.toLowerCase().startsWith("mailto:") && { target: "_blank" })}
        rel="noopener noreferrer nofollow ugc"
      >
        <bdi>{text}</bdi>
      </ExternalLink>
      {isNamed && <bdi className="text-soft"> ({host || pathname})</bdi>}
    </>
  );
}

type PressableProps = { value: string; onPress: ((value: string) => void) | undefined; children: string };

function Pressable({ value, onPress, children }: PressableProps) {
  const look = "font-strong text-ember-ink";
  if (onPress === undefined) return <bdi className={look}>{children}</bdi>;
  return (
    <button
      type="button"
      onClick={() => {
        onPress(value);
      }}
      className={`inline rounded-sm text-start whitespace-normal hover:underline ${look}`}
    >
      <bdi>{children}</bdi>
    </button>
  );
}

/** Hidden until it is pressed, from screen readers too. */
function Spoiler({ nodes, handlers }: { nodes: readonly Inline[]; handlers: Handlers }) {
  const { t } = useTranslation("chatParts");
  const [isOpen, setIsOpen] = useState(false);
  const wasPressed = useRef(false);
  if (isOpen || handlers.isInert)
    return (
      <span
        ref={(element) => {
          if (wasPressed.current) element?.focus();
          wasPressed.current = false;
        }}
        tabIndex={-1}
        className="rounded-sm bg-ink/6"
      >
        {shown(nodes, handlers)}
      </span>
    );
  return (
    <button
      type="button"
      onClick={() => {
        wasPressed.current = true;
        setIsOpen(true);
      }}
      className="inline rounded-sm bg-ink/75 box-decoration-clone text-start whitespace-normal text-transparent select-none hover:bg-ink/65 [&_*]:text-transparent!"
    >
      <span className="sr-only">{t("text.spoiler")}</span>
      <span aria-hidden>{shown(nodes, { isInert: true })}</span>
    </button>
  );
}
