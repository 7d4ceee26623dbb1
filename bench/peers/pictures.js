// What sharp makes of pictures: the same nine forms as Mingle, or one form in several qualities.
// argv[2]: JSON {task: "forms" | "ladder", sources, into, settings}; prints JSON with the CPU seconds of this process.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";

const asked = JSON.parse(process.argv[2]);
const SIZES = { full: 2048, card: 720, thumbnail: 256 };

// Decoded and made smaller once: the quickest way that sharp has to several forms of one picture.
async function decoded(source) {
  const { data, info } = await sharp(source)
    .autoOrient()
    .resize(SIZES.full, SIZES.full, { fit: "inside", withoutEnlargement: true })
    .toColourspace("srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
  return sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } });
}

async function forms(source, into, settings) {
  mkdirSync(into, { recursive: true });
  const full = await decoded(source);
  const written = [];
  for (const [size, side] of Object.entries(SIZES)) {
    const image = full.clone().resize(side, side, { fit: "inside", withoutEnlargement: true });
    for (const format of ["avif", "webp", "jpeg"]) {
      written.push(image.clone()[format](settings[format]).toFile(join(into, `${size}.${format}`)));
    }
  }
  await Promise.all(written);
}

async function ladder(source, into, settings) {
  mkdirSync(into, { recursive: true });
  const full = await decoded(source);
  for (const [format, qualities] of Object.entries(settings)) {
    for (const quality of qualities) await full.clone()[format]({ quality }).toFile(join(into, `${quality}.${format}`));
  }
}

const began = process.hrtime.bigint();
for (const [at, source] of asked.sources.entries()) {
  await { forms, ladder }[asked.task](source, join(asked.into, String(at)), asked.settings);
}
const { user, system } = process.cpuUsage();
const wall = Number(process.hrtime.bigint() - began) / 1e9;
console.log(JSON.stringify({ cpu: (user + system) / 1e6, wall, sharp: sharp.versions.sharp, vips: sharp.versions.vips }));
