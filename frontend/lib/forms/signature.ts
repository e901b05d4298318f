// A signature drawn with a finger, a pen or a mouse. The picture travels in a file input, as photos do; a name typed
// beside it serves whoever does not draw.

const INK = "#111";
const PAPER = "#fff"; // dark screens too: the picture is read, and printed, on white
const THICKNESS = 2.5;

export function signatureIn(field: HTMLElement, changed: () => void, signal: AbortSignal): void {
  const pad = field.querySelector<HTMLElement>("[data-pad]");
  const canvas = pad?.querySelector("canvas");
  const input = field.querySelector<HTMLInputElement>("input[data-drawing]");
  const pen = canvas?.getContext("2d");
  if (!pad || !canvas || !input || !pen) return;
  let isDrawing = false;

  const blank = (): void => {
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.fillStyle = PAPER;
    pen.fillRect(0, 0, canvas.width, canvas.height);
  };
  // As large as it is shown: asked when the first line begins, for a question may have been hidden until then.
  const fit = (): void => {
    const scale = Math.min(2, window.devicePixelRatio || 1);
    const { width, height } = canvas.getBoundingClientRect();
    const isFit = canvas.width === Math.round(width * scale) && canvas.height === Math.round(height * scale);
    if (!isFit && !input.files?.length) {
      canvas.width = Math.round(width * scale);
      canvas.height = Math.round(height * scale);
      blank();
    }
    pen.setTransform(canvas.width / width, 0, 0, canvas.height / height, 0, 0);
    pen.strokeStyle = pen.fillStyle = INK;
    pen.lineWidth = THICKNESS;
    pen.lineCap = pen.lineJoin = "round";
  };
  const keep = (): void => {
    give(input, new File([bytesOf(canvas.toDataURL("image/png"))], "signature.png", { type: "image/png" }));
    say(pad, true);
    changed();
  };
  canvas.addEventListener(
    "pointerdown",
    (event) => {
      event.preventDefault();
      canvas.setPointerCapture(event.pointerId);
      fit();
      isDrawing = true;
      pen.beginPath();
      pen.arc(event.offsetX, event.offsetY, THICKNESS / 2, 0, 2 * Math.PI);
      pen.fill();
      pen.beginPath();
      pen.moveTo(event.offsetX, event.offsetY);
    },
    { signal },
  );
  canvas.addEventListener(
    "pointermove",
    (event) => {
      if (!isDrawing) return;
      pen.lineTo(event.offsetX, event.offsetY);
      pen.stroke();
    },
    { signal },
  );
  const end = (): void => {
    if (isDrawing) keep();
    isDrawing = false;
  };
  for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, end, { signal });
  pad.querySelector("[data-clear]")?.addEventListener(
    "click",
    () => {
      blank();
      give(input, null);
      say(pad, false);
      changed();
    },
    { signal },
  );
  pad.hidden = false;
}

// Puts one file in a file input, or takes it out.
export function give(input: HTMLInputElement, file: File | null): void {
  const carrier = new DataTransfer();
  if (file) carrier.items.add(file);
  input.files = carrier.files;
}

function say(pad: HTMLElement, isDrawn: boolean): void {
  const words = pad.querySelector<HTMLElement>("[data-drawn]");
  if (words) words.textContent = isDrawn ? (words.dataset["words"] ?? "") : "";
}

// At once, where `toBlob` would still be at it while the page is sent.
function bytesOf(address: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(address.slice(address.indexOf(",") + 1)), (letter) => letter.charCodeAt(0));
}
