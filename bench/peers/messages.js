// What every peer does: the same page of messages, from the same query, in the same envelope.
import pg from "pg";

pg.types.setTypeParser(pg.types.builtins.INT8, Number); // as numbers, as Mingle answers them

const pool = new pg.Pool({ min: Number(process.env.POOL), max: Number(process.env.POOL) });

const LIST = `SELECT id, chat_id AS "chatId", pts, sender_id AS "senderId", kind, text,
  reply_to_id AS "replyToId", edited_at AS "editedAt", created_at AS "createdAt"
  FROM bench_messages WHERE chat_id = $1 AND pts < $2 ORDER BY pts DESC LIMIT $3`;

/** One page, newest first; one row more than asked for says whether there is another. */
export async function listMessages(chatId, limit, cursor) {
  const before = cursor === undefined ? 2 ** 53 : Number(Buffer.from(cursor, "base64url").toString());
  const { rows } = await pool.query({ name: "list-messages", text: LIST, values: [chatId, before, limit + 1] });
  const items = rows.slice(0, limit);
  const nextCursor = rows.length > limit ? Buffer.from(String(items.at(-1).pts)).toString("base64url") : null;
  return { success: true, data: { items, nextCursor } };
}
