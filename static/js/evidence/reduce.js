// Makes photos smaller before they are sent. What comes out has no place and no camera written into it.
const LONG_EDGE = 2048;
const QUALITY = 0.82;
const SMALL_ENOUGH = 700 * 1024;
const KINDS = new Set(["image/jpeg", "image/png", "image/webp", "image/heic", "image/heif"]);

function drawn(bitmap, width, height) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const brush = canvas.getContext("2d");
  // A photo has no holes; what is transparent in a PNG becomes paper.
  brush.fillStyle = "white";
  brush.fillRect(0, 0, width, height);
  brush.drawImage(bitmap, 0, 0, width, height);
  return new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", QUALITY); });
}

// The photo made smaller, or the file itself when that would not help or this browser cannot read it.
export async function reduced(file) {
  if (!KINDS.has(file.type) || !("createImageBitmap" in window)) return file;
  let bitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONG_EDGE / Math.max(bitmap.width, bitmap.height));
    if (scale === 1 && file.size <= SMALL_ENOUGH) return file;
    const blob = await drawn(bitmap, Math.round(bitmap.width * scale), Math.round(bitmap.height * scale));
    if (!blob || blob.size >= file.size) return file;
    const name = file.name.replace(/\.[^.]*$/, "") + ".jpg";
    return new File([blob], name, { type: "image/jpeg", lastModified: file.lastModified });
  } catch {
    return file;
  } finally {
    bitmap?.close();
  }
}
