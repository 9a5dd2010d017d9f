/** The first words of the socket's protocol: paragraphs, with code in backticks. */
export const SOCKET_INTRODUCTION = `What an app sends and receives over its WebSocket. Frames are JSON texts. This document is written from the app's side: it sends actions and receives frames.

To connect, call \`POST /api/realtime/ticket\` and open \`url\` with \`?ticket=\` and the ticket after it, within 30 s; a ticket works once. A client that can set headers may send \`Authorization: Bearer <token>\` instead. Without a valid one of them the handshake is answered with 401. A user may have 50 sockets, and a logout closes those of its session.

An action may have a \`ref\`, which the frame that answers it carries back: \`ack\`, \`pong\`, \`resumed\`, or \`error\` with a stable \`code\`. An unknown action and a text that is no JSON get an \`error\` too, and the socket stays open. Frames are texts: a binary one closes the socket with 1003, and one of more than 32 KB with 1009.

After a break, connect again and send \`resume\` with the \`id\` of the last notification that you have. What you missed comes in its order, then \`resumed\`. What comes before \`resumed\` counts once that has come, and where it came last; if the socket ends before, name the same notification again.

A frame comes at most once over a socket. Where it is unknown whether one has arrived, the socket is closed.`
