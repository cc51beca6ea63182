// One file on its way in parts by tus: goes on after a cut line, after a pause, and after a closed page.
const { tus } = window;
const PART = 256 * 1024;
// Ten minutes in all; after each part that arrived the count begins anew.
const DELAYS = [0, 1000, 2000, 4000, 8000, 15000, 30000, ...Array(9).fill(60000)];
const TO_REPEAT = new Set([0, 408, 409, 423, 425, 429, 460]);

const statusOf = (error) => error.originalResponse?.getStatus() ?? 0;

// What the server said of it: {why, field}, the field of the form to correct if it is one of those.
function refusalOf(error) {
  try {
    const said = JSON.parse(error.originalResponse.getBody());
    return { why: said.detail || "", field: said.field || "" };
  } catch {
    return { why: "", field: "" };
  }
}

// The same file chosen again is the same upload; made smaller it is another one.
const fingerprint = (at, file) => ["mc", at, file.name, file.type, file.size, file.lastModified].join(":");

// Uploads of this page that were left unfinished in this browser: [{key, name, size, address}].
export async function unfinished(at) {
  const known = await tus.defaultOptions.urlStorage.findAllUploads();
  return known
    .filter((one) => one.metadata?.at === at && one.uploadUrl)
    .map((one) => ({ key: one.urlStorageKey, name: one.metadata.filename, size: one.size, address: one.uploadUrl }));
}

export const forget = (key) => tus.defaultOptions.urlStorage.removeUpload(key);

export class Transfer {
  // `tell(state, details)` hears: going {sent}, lost {sent}, checking, done {reference},
  // failed {why, field, status, begun}.
  constructor(file, { at, token, metadata, tell }) {
    this.file = file;
    this.tell = tell;
    this.at = at;
    this.sent = 0;
    this.state = "waiting";
    this.upload = new tus.Upload(file, {
      endpoint: at,
      chunkSize: PART,
      retryDelays: DELAYS,
      removeFingerprintOnSuccess: true,
      fingerprint: async () => fingerprint(at, file),
      metadata: { filename: file.name, ...metadata },
      headers: { "X-CSRFToken": token },
      onBeforeRequest: (request) => request.getUnderlyingObject().setRequestHeader("Accept", "application/json"),
      onAfterResponse: (_request, response) => {
        this.reference = response.getHeader("Evidence-Reference") || this.reference;
      },
      onShouldRetry: (error) => this._again(error),
      onProgress: (sent) => this._progress(sent),
      onChunkComplete: (_size, kept) => { this.kept = kept; },
      onSuccess: () => this._end("done", { reference: this.reference }),
      onError: (error) => this._end("failed", {
        ...refusalOf(error), status: statusOf(error), begun: Boolean(this.upload.url),
      }),
    });
    this.kept = 0;
    this._online = () => { if (this.state === "lost") this._restart(); };
  }

  async start() {
    window.addEventListener("online", this._online);
    this.state = "going";
    const [earlier] = await this.upload.findPreviousUploads();
    if (earlier) this.upload.resumeFromPreviousUpload(earlier);
    this.resumed = Boolean(earlier);
    if (this.state === "going") this.upload.start();
  }

  async pause() {
    this.state = "paused";
    await this.upload.abort();
    this.tell("paused", { sent: this.kept });
  }

  go() {
    this.state = "going";
    this.upload.start();
  }

  async cancel() {
    window.removeEventListener("online", this._online);
    this.state = "cancelled";
    // Where the server cannot be reached, what came is forgotten there within a day.
    await this.upload.abort(true).catch(() => {});
  }

  async _restart() {
    await this.upload.abort();
    this.go();
  }

  _again(error) {
    const status = statusOf(error);
    // A part at another place is told where to go on; a model that is closed stays closed.
    const closed = status === 409 && error.originalRequest?.getMethod() === "POST";
    const hopeful = (TO_REPEAT.has(status) && !closed) || status >= 500;
    if (hopeful && this.state === "going") {
      this.state = "lost";
      this.tell("lost", { sent: this.kept });
    }
    return hopeful;
  }

  _progress(sent) {
    if (this.state === "lost" && sent > this.kept) this.state = "going";
    if (this.state !== "going") return;
    // The first word after coming back is how much the server has.
    if (this.resumed) [this.kept, this.resumed] = [sent, false];
    this.sent = sent;
    this.tell(sent >= this.file.size ? "checking" : "going", { sent });
  }

  _end(state, details) {
    window.removeEventListener("online", this._online);
    this.state = state;
    this.tell(state, details);
  }
}
