# Debian rather than Alpine: the C library that Node's own builds are tested on.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# No package's script is needed, and none is run. The project's own "prepare" would build before the sources are here.
RUN npm ci --ignore-scripts
COPY tsconfig.json build.ts bundle.ts ./
COPY src ./src
COPY jobs ./jobs
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM node:24-slim
ENV NODE_ENV=production SCRUBJAY_DATA_DIR=/data SCRUBJAY_KEY_DIR=/keys
# Both folders belong to the user of the process; a new volume on one takes that over.
RUN install -d -o node -g node -m 0700 /data /keys
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY policies ./policies
COPY LICENSE ./
USER node
# Node is process 1 and handles its signals itself; compose adds an init that reaps.
ENTRYPOINT ["node", "/app/dist/scrubjay.js"]
