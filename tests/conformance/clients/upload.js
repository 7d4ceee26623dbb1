// Uploads a file with the unmodified tus-js-client: `upload.js URL TOKEN FILE CHUNK_BYTES|all|give-up`.
// One line of JSON tells what was seen.
import { createReadStream } from "node:fs";
import { Upload } from "tus-js-client";

const [url, token, path, how] = process.argv.slice(2);
const seen = { requests: [], progress: 0 };

const said = await new Promise((resolve, reject) => {
  const upload = new Upload(createReadStream(path), {
    endpoint: `${url}/api/files/tus`,
    headers: { Authorization: `Bearer ${token}` },
    metadata: { filename: "ocean ü.png", filetype: "image/png", purpose: "photo" },
    chunkSize: /^\d+$/.test(how) ? Number(how) : Infinity,
    retryDelays: [0, 50, 100, 200],
    onBeforeRequest: (request) => void seen.requests.push(request.getMethod()),
    onProgress: (sent) => {
      seen.progress = Math.max(seen.progress, sent);
      if (how === "give-up" && sent > 0) upload.abort(true).then(() => resolve({ url: upload.url }), reject);
    },
    onError: reject,
    onSuccess: ({ lastResponse }) => resolve({ fileId: lastResponse.getHeader("Mingle-File-Id") }),
  });
  upload.start();
});

console.log(JSON.stringify({ ...seen, ...said }));
