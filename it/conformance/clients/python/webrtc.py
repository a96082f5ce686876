# aiortc: WebRTC in Python, with an ICE agent that holds to the letter of RFC 8445. The application keeps the conversation.
import asyncio
import json
import sys
import time
import urllib.parse
import urllib.request
from array import array
from collections import deque
from fractions import Fraction

import aiortc
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack
from av import AudioFrame

STEP_SECONDS = 15
RUN_SECONDS = 75
RATE = 48_000
FRAME = RATE // 50
SPOKEN_RATE = 24_000
AUDIBLE = 200

where = json.loads(sys.argv[1])


class Failed(Exception):
    """What a client of this service must not see."""


def check(good, message):
    if not good:
        raise Failed(message)


async def until(condition, what):
    end = time.monotonic() + STEP_SECONDS - 1
    while not condition():
        check(time.monotonic() < end, 'waited in vain for ' + what)
        await asyncio.sleep(0.01)


class Log:
    """What came on the data channel."""

    def __init__(self):
        self.events = []
        self.mark = 0

    def restart(self):
        self.mark = len(self.events)

    async def wait(self, kind, good=lambda event: True):
        found = []

        def here():
            found[:] = [e for e in self.events[self.mark :] if e['type'] == kind and good(e)]
            return found

        await until(here, kind)
        return found[0]


class Microphone(MediaStreamTrack):
    """48 kHz in frames of 20 ms, silence where nobody speaks."""

    kind = 'audio'

    def __init__(self):
        super().__init__()
        self.words = deque()
        self.sent = 0
        self.start = None

    def say(self, pcm):
        at_rate = array('h', (sample for sample in pcm for _ in range(RATE // SPOKEN_RATE)))
        for at in range(0, len(at_rate), FRAME):
            piece = at_rate[at : at + FRAME]
            piece.extend([0] * (FRAME - len(piece)))
            self.words.append(piece.tobytes())

    async def recv(self):
        now = time.monotonic()
        if self.start is None:
            self.start = now
        await asyncio.sleep(max(0, self.start + self.sent / RATE - now))
        frame = AudioFrame(format='s16', layout='mono', samples=FRAME)
        frame.planes[0].update(self.words.popleft() if self.words else bytes(FRAME * 2))
        frame.sample_rate = RATE
        frame.time_base = Fraction(1, RATE)
        frame.pts = self.sent
        self.sent += FRAME
        return frame


class Ear:
    """The loudspeaker: how much of what came was not silence, and when it was last so."""

    def __init__(self):
        self.audible_ms = 0
        self.last_audible = 0.0

    async def listen(self, track):
        try:
            while True:
                frame = await track.recv()
                used = frame.samples * len(frame.layout.channels)
                samples = array('h', bytes(frame.planes[0])[: used * 2])
                if any(abs(sample) > AUDIBLE for sample in samples):
                    self.audible_ms += 1_000 * frame.samples // frame.sample_rate
                    self.last_audible = time.monotonic()
        except MediaStreamError:
            pass


log = Log()
ear = Ear()
microphone = Microphone()
tasks = []


def report(step, status, start, why=''):
    ms = round((time.monotonic() - start) * 1_000)
    print(json.dumps({'step': step, 'status': status, 'ms': ms, 'why': why}, separators=(',', ':')), flush=True)


async def step(name, what):
    start = time.monotonic()
    try:
        await asyncio.wait_for(what(), STEP_SECONDS)
        report(name, 'yes', start)
    except Exception as failure:
        report(name, 'no', start, (type(failure).__name__ + ': ' + str(failure))[:600])


def post(url, body=b'', kind='application/sdp'):
    headers = {'Authorization': 'Bearer any', 'Content-Type': kind}
    request = urllib.request.Request(url, data=body, headers=headers, method='POST')
    with urllib.request.urlopen(request, timeout=STEP_SECONDS) as answer:
        return answer.status, answer.headers, answer.read().decode()


async def main():
    pc = aiortc.RTCPeerConnection()
    pc.addTrack(microphone)
    channel = pc.createDataChannel('oai-events')
    call = {}

    @channel.on('message')
    def message(text):
        log.events.append(json.loads(text))

    @pc.on('track')
    def track(incoming):
        tasks.append(asyncio.ensure_future(ear.listen(incoming)))

    def send(event):
        channel.send(json.dumps(event))

    def restart():
        log.restart()
        ear.audible_ms = 0

    def ask(text):
        restart()
        content = [{'type': 'input_text', 'text': text}]
        send({'type': 'conversation.item.create', 'item': {'type': 'message', 'role': 'user', 'content': content}})
        send({'type': 'response.create'})

    async def audible():
        await log.wait('output_audio_buffer.started')
        await log.wait('output_audio_buffer.stopped')
        await until(lambda: ear.audible_ms > 500, 'half a second of sound, there were %d ms' % ear.audible_ms)

    async def connect():
        await pc.setLocalDescription(await pc.createOffer())
        offer = pc.localDescription.sdp
        url = where['httpUrl'] + '/v1/realtime/calls?model=sim'
        loop = asyncio.get_running_loop()
        status, headers, answer = await loop.run_in_executor(None, post, url, offer.encode())
        check(status == 201, 'status %d' % status)
        call['url'] = urllib.parse.urljoin(url, headers['Location'])
        await pc.setRemoteDescription(aiortc.RTCSessionDescription(sdp=answer, type='answer'))
        await until(lambda: channel.readyState == 'open', 'the data channel')
        await log.wait('session.created')

    async def session_update():
        tool = {
            'type': 'function',
            'name': 'get_weather',
            'description': 'Tells the weather.',
            'parameters': {'type': 'object', 'properties': {'city': {'type': 'string'}}, 'required': ['city']},
        }
        detection = {'type': 'server_vad', 'silence_duration_ms': 300}
        send({
            'type': 'session.update',
            'session': {
                'type': 'realtime',
                'instructions': 'Be brief.',
                'audio': {'input': {'turn_detection': detection}},
                'tools': [tool],
            },
        })
        updated = await log.wait('session.updated')
        check(updated['session']['instructions'] == 'Be brief.', 'the instructions are not in the session')

    async def text_turn():
        ask('Hello')
        await audible()

    async def spoken_turn():
        restart()
        with open(where['pcmFile'], 'rb') as words:
            microphone.say(array('h', words.read()))
        await log.wait('input_audio_buffer.speech_started')
        await log.wait('input_audio_buffer.committed')
        await audible()

    async def function_call():
        ask('What is the weather?')
        asked = await log.wait('response.function_call_arguments.done')
        check(json.loads(asked['arguments'])['city'] == 'Berlin', 'the arguments are ' + asked['arguments'])
        await log.wait('response.done')
        output = {'type': 'function_call_output', 'call_id': asked['call_id'], 'output': 'sunny'}
        send({'type': 'conversation.item.create', 'item': output})
        send({'type': 'response.create'})
        await log.wait('response.output_audio_transcript.done', lambda event: 'sunny' in event['transcript'])
        await audible()

    async def interruption():
        ask('Tell me a story')
        await until(lambda: ear.audible_ms > 1_000, 'a second of the story')
        send({'type': 'response.cancel'})
        send({'type': 'output_audio_buffer.clear'})
        stop = time.monotonic()
        await log.wait('output_audio_buffer.cleared')
        await log.wait('response.done', lambda event: event['response']['status'] == 'cancelled')
        await log.wait('conversation.item.truncated')
        await asyncio.sleep(0.7)
        late = ear.last_audible - stop
        check(late < 0.5, 'audible for %d ms after the stop' % (late * 1_000))

    async def close():
        loop = asyncio.get_running_loop()
        status, _, _ = await loop.run_in_executor(None, post, call['url'] + '/hangup')
        check(status == 200, 'status %d' % status)
        await until(lambda: channel.readyState == 'closed', 'the end of the data channel')

    await step('connect', connect)
    await step('session update', session_update)
    await step('text turn', text_turn)
    await step('spoken turn', spoken_turn)
    await step('function call', function_call)
    await step('interruption', interruption)
    await step('close', close)
    await pc.close()
    for task in tasks:
        task.cancel()


asyncio.run(asyncio.wait_for(main(), RUN_SECONDS))
