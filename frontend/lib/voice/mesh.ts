// The voices of a call: one connection to each other page. The server says who speaks to whom; this obeys.

export interface Other {
  id: string;
  part: string;
  speaks: boolean; // I to them
  heard: boolean; // they to me
}

export interface Signal {
  number: number;
  from: string;
  content: { description?: RTCSessionDescriptionInit; candidate?: RTCIceCandidateInit | null };
}

export interface Told {
  ended: boolean;
  answered: boolean;
  held: boolean;
  here: boolean;
  me: string;
  parties: Other[];
  calls: string[];
  written?: string[];
  signals: Signal[];
  says?: { number: number; words: string }; // what the line says to the caller
}

export type Letter = { to: string; content: Signal["content"] };

interface Line {
  connection: RTCPeerConnection;
  sender: RTCRtpSender | null; // of the one line of sound, once it is there
  sound: HTMLAudioElement;
  waiting: RTCIceCandidateInit[];
}

export class Mesh {
  readonly #lines = new Map<string, Line>();
  readonly #track: MediaStreamTrack;
  readonly #configuration: RTCConfiguration;
  readonly #place: HTMLElement;
  readonly #send: (letter: Letter) => void;
  muted = false;

  constructor(track: MediaStreamTrack, configuration: RTCConfiguration, place: HTMLElement, send: (letter: Letter) => void) {
    this.#track = track;
    this.#configuration = configuration;
    this.#place = place;
    this.#send = send;
  }

  // One look of the server: let go of who left, call whom we must, hear what was left for us, speak to whom we may.
  async obey(told: Told): Promise<void> {
    const here = new Set(told.parties.map((one) => one.id));
    for (const id of [...this.#lines.keys()]) if (!here.has(id)) this.#drop(id);
    for (const id of told.calls) if (here.has(id) && !this.#lines.has(id)) await this.#call(id);
    for (const signal of told.signals) if (here.has(signal.from)) await this.#heard(signal);
    for (const other of told.parties) await this.#audible(other);
  }

  // How many lines carry sound both ways.
  get connected(): number {
    return [...this.#lines.values()].filter((line) => line.connection.connectionState === "connected").length;
  }

  close(): void {
    for (const id of [...this.#lines.keys()]) this.#drop(id);
  }

  async #call(id: string): Promise<void> {
    const line = this.#open(id);
    const { connection } = line;
    line.sender = connection.addTransceiver("audio", { direction: "sendrecv" }).sender;
    await connection.setLocalDescription(await connection.createOffer());
    if (connection.localDescription) this.#send({ to: id, content: { description: connection.localDescription } });
  }

  async #heard(signal: Signal): Promise<void> {
    const line = this.#lines.get(signal.from) ?? this.#open(signal.from);
    const { description, candidate } = signal.content;
    if (description) {
      await line.connection.setRemoteDescription(description);
      for (const one of line.waiting.splice(0)) await line.connection.addIceCandidate(one);
      if (description.type === "offer") {
        const [sound] = line.connection.getTransceivers();
        if (sound) {
          sound.direction = "sendrecv";
          line.sender = sound.sender;
        }
        await line.connection.setLocalDescription(await line.connection.createAnswer());
        if (line.connection.localDescription) this.#send({ to: signal.from, content: { description: line.connection.localDescription } });
      }
    } else if (candidate) {
      if (line.connection.remoteDescription) await line.connection.addIceCandidate(candidate);
      else line.waiting.push(candidate);
    }
  }

  #open(id: string): Line {
    const connection = new RTCPeerConnection(this.#configuration);
    const sound = document.createElement("audio");
    sound.autoplay = true;
    sound.muted = true;
    sound.dataset["party"] = id;
    this.#place.append(sound);
    connection.addEventListener("icecandidate", ({ candidate }) => candidate && this.#send({ to: id, content: { candidate: candidate.toJSON() } }));
    connection.addEventListener("track", ({ track, streams }) => {
      sound.srcObject = streams[0] ?? new MediaStream([track]);
      void sound.play().catch(() => undefined);
    });
    const line: Line = { connection, sender: null, sound, waiting: [] };
    this.#lines.set(id, line);
    return line;
  }

  async #audible(other: Other): Promise<void> {
    const line = this.#lines.get(other.id);
    if (!line) return;
    // Nothing is sent before the server has said that we may speak.
    const track = other.speaks && !this.muted ? this.#track : null;
    if (line.sender && line.sender.track !== track) await line.sender.replaceTrack(track);
    line.sound.muted = !other.heard;
    line.sound.dataset["part"] = other.part;
  }

  #drop(id: string): void {
    const line = this.#lines.get(id);
    if (!line) return;
    line.connection.close();
    line.sound.remove();
    this.#lines.delete(id);
  }
}
