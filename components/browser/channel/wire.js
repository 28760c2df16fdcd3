// What the channel sends, in bytes: numbers big-endian, pictures as JSON under zlib.

/** A picture that came over the socket: uint32 watch, uint32 version, then the payload. */
function unpackMessage(buffer) {
  const head = new DataView(buffer)
  return { number: head.getUint32(0), version: head.getUint32(4), payload: buffer.slice(8) }
}

/** The pictures of an answer to a plain request: for each uint32 watch, uint32 version, uint32 length, payload. */
function unpackAnswer(buffer) {
  const head = new DataView(buffer)
  const pictures = []
  for (let at = 0; at < buffer.byteLength; ) {
    const end = at + 12 + head.getUint32(at + 8)
    pictures.push({ number: head.getUint32(at), version: head.getUint32(at + 4), payload: buffer.slice(at + 12, end) })
    at = end
  }
  return pictures
}

async function readPicture(payload) {
  const plain = new Blob([payload]).stream().pipeThrough(new DecompressionStream("deflate"))
  return new Response(plain).json()
}
