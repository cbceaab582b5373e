import { ModelViewerElement } from "@google/model-viewer";

// Everything that unpacks models comes from this site, where it would otherwise be fetched from elsewhere.
const base = document.documentElement.dataset.base!;
ModelViewerElement.dracoDecoderLocation = `${base}/draco/`;
ModelViewerElement.ktx2TranscoderLocation = `${base}/basis/`;
