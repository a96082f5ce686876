package dev.bargein.protocol;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Events as they look on the wire, with fields that our records do not name. */
final class Samples {
    /** "AAEC" is three bytes; a whole number of samples is not needed for a round trip. */
    static final List<String> GA_SERVER = lines("""
            {"type":"error","event_id":"event_1","error":{"type":"invalid_request_error","code":"response_cancel_not_active","message":"Cancellation failed: no active response found","param":null,"event_id":null}}
            {"type":"session.created","event_id":"event_2","session":{"type":"realtime","object":"realtime.session","id":"sess_1","model":"gpt-realtime","audio":{"input":{"turn_detection":{"type":"server_vad","threshold":0.5}}}}}
            {"type":"session.updated","event_id":"event_3","session":{"type":"realtime","instructions":"Be brief.","tools":[]}}
            {"type":"conversation.created","event_id":"event_4","conversation":{"id":"conv_1","object":"realtime.conversation"}}
            {"type":"conversation.item.added","event_id":"event_5","previous_item_id":null,"item":{"id":"item_1","type":"message","status":"in_progress","role":"assistant","content":[]}}
            {"type":"conversation.item.done","event_id":"event_6","previous_item_id":"item_0","item":{"id":"item_1","type":"message","status":"completed","role":"assistant","content":[{"type":"output_audio","transcript":"Hello."},{"type":"output_text","text":"Hi.","annotations":[1]}]}}
            {"type":"conversation.item.created","event_id":"event_7","previous_item_id":null,"item":{"id":"item_1","type":"function_call","status":"completed","call_id":"call_1","name":"weather","arguments":"{}"}}
            {"type":"conversation.item.retrieved","event_id":"event_8","item":{"id":"item_1","type":"message","role":"user","content":[{"type":"input_audio","audio":"AAEC","transcript":null,"format":"pcm16"}]}}
            {"type":"conversation.item.deleted","event_id":"event_9","item_id":"item_1"}
            {"type":"conversation.item.truncated","event_id":"event_10","item_id":"item_1","content_index":0,"audio_end_ms":1680}
            {"type":"conversation.item.input_audio_transcription.delta","event_id":"event_11","item_id":"item_1","content_index":0,"delta":"Hel","obfuscation":"aBcDeFgHiJkL"}
            {"type":"conversation.item.input_audio_transcription.completed","event_id":"event_12","item_id":"item_1","content_index":0,"transcript":"Hello","usage":{"type":"duration","seconds":2.5}}
            {"type":"conversation.item.input_audio_transcription.failed","event_id":"event_13","item_id":"item_1","content_index":0,"error":{"type":"transcription_error","code":"audio_unintelligible","message":"No words.","param":null}}
            {"type":"input_audio_buffer.committed","event_id":"event_14","previous_item_id":"item_0","item_id":"item_1"}
            {"type":"input_audio_buffer.cleared","event_id":"event_15"}
            {"type":"input_audio_buffer.speech_started","event_id":"event_16","audio_start_ms":1460,"item_id":"item_1"}
            {"type":"input_audio_buffer.speech_stopped","event_id":"event_17","audio_end_ms":4256,"item_id":"item_1"}
            {"type":"input_audio_buffer.timeout_triggered","event_id":"event_18","audio_start_ms":10,"audio_end_ms":20,"item_id":"item_1"}
            {"type":"output_audio_buffer.started","event_id":"event_0123456789abcdef","response_id":"resp_1"}
            {"type":"output_audio_buffer.stopped","event_id":"event_0123456789abcdee","response_id":"resp_1"}
            {"type":"output_audio_buffer.cleared","event_id":"event_0123456789abcded","response_id":"resp_1"}
            {"type":"response.created","event_id":"event_19","response":{"object":"realtime.response","id":"resp_1","status":"in_progress","status_details":null,"output":[],"conversation_id":"conv_1","output_modalities":["audio"],"max_output_tokens":"inf","audio":{"output":{"format":{"type":"audio/pcm","rate":24000},"voice":"alloy"}},"usage":null,"metadata":null}}
            {"type":"response.done","event_id":"event_20","response":{"object":"realtime.response","id":"resp_1","status":"cancelled","status_details":{"type":"cancelled","reason":"turn_detected","error":{"type":"server_error","code":"none","x":1}},"output":[{"id":"item_2","type":"message","status":"incomplete","role":"assistant","content":[{"type":"output_audio","transcript":"Hel"}],"z":[{}]}],"conversation_id":"conv_1","usage":{"total_tokens":12,"input_tokens":5,"output_tokens":7},"metadata":{"topic":"weather"}}}
            {"type":"response.output_item.added","event_id":"event_21","response_id":"resp_1","output_index":0,"item":{"id":"item_2","type":"message","status":"in_progress","role":"assistant","content":[]}}
            {"type":"response.output_item.done","event_id":"event_22","response_id":"resp_1","output_index":1,"item":{"id":"item_2","type":"function_call","status":"completed","name":"weather","call_id":"call_1","arguments":"{\\"city\\":\\"Bern\\"}"}}
            {"type":"response.content_part.added","event_id":"event_23","response_id":"resp_1","item_id":"item_2","output_index":0,"content_index":0,"part":{"type":"audio","transcript":""},"content":{"azure":true}}
            {"type":"response.content_part.done","event_id":"event_24","response_id":"resp_1","item_id":"item_2","output_index":0,"content_index":1,"part":{"type":"text","text":"Hello."}}
            {"type":"response.output_text.delta","event_id":"event_25","response_id":"resp_1","item_id":"item_2","output_index":0,"content_index":1,"delta":"Hel","obfuscation":"xyz"}
            {"type":"response.output_text.done","event_id":"event_26","response_id":"resp_1","item_id":"item_2","output_index":0,"content_index":1,"text":"Hello."}
            {"type":"response.output_audio.delta","event_id":"event_27","response_id":"resp_1","item_id":"item_2","output_index":0,"content_index":0,"delta":"AAECAw==","duration":0.25}
            {"type":"response.output_audio.done","event_id":"event_28","response_id":"resp_1","item_id":"item_2","output_index":0,"content_index":0}
            {"type":"response.output_audio_transcript.delta","event_id":"event_29","response_id":"resp_1","item_id":"item_2","output_index":0,"content_index":0,"delta":"Hel"}
            {"type":"response.output_audio_transcript.done","event_id":"event_30","response_id":"resp_1","item_id":"item_2","output_index":0,"content_index":0,"transcript":"Hello."}
            {"type":"response.function_call_arguments.delta","event_id":"event_31","response_id":"resp_1","item_id":"item_2","output_index":0,"call_id":"call_1","delta":"{\\"ci"}
            {"type":"response.function_call_arguments.done","event_id":"event_32","response_id":"resp_1","item_id":"item_2","output_index":0,"call_id":"call_1","name":"weather","arguments":"{}"}
            {"type":"rate_limits.updated","event_id":"event_33","rate_limits":[{"name":"tokens","limit":40000,"remaining":39000,"reset_seconds":1.5}]}
            """);

    /** Where the beta dialect differs. */
    static final List<String> BETA_SERVER = lines("""
            {"type":"response.audio.delta","event_id":"event_1","response_id":"resp_1","item_id":"item_1","output_index":0,"content_index":0,"delta":"AAEC"}
            {"type":"response.audio.done","event_id":"event_2","response_id":"resp_1","item_id":"item_1","output_index":0,"content_index":0}
            {"type":"response.audio_transcript.delta","event_id":"event_3","response_id":"resp_1","item_id":"item_1","output_index":0,"content_index":0,"delta":"Hel"}
            {"type":"response.audio_transcript.done","event_id":"event_4","response_id":"resp_1","item_id":"item_1","output_index":0,"content_index":0,"transcript":"Hello"}
            {"type":"response.text.delta","event_id":"event_5","response_id":"resp_1","item_id":"item_1","output_index":0,"content_index":0,"delta":"Hel"}
            {"type":"response.text.done","event_id":"event_6","response_id":"resp_1","item_id":"item_1","output_index":0,"content_index":0,"text":"Hello"}
            {"type":"output_audio_buffer.audio_started","event_id":"event_0123456789abcdef","response_id":"resp_1"}
            {"type":"output_audio_buffer.audio_stopped","event_id":"event_0123456789abcdee","response_id":"resp_1"}
            {"type":"conversation.item.created","event_id":"event_7","previous_item_id":null,"item":{"id":"item_1","object":"realtime.item","type":"message","status":"completed","role":"assistant","content":[{"type":"audio","transcript":"Hello"},{"type":"text","text":"Hi"}]}}
            {"type":"transcription_session.updated","event_id":"event_9","session":{"id":"sess_1","object":"realtime.transcription_session","input_audio_format":"pcm16","input_audio_transcription":{"model":"whisper-1"},"turn_detection":null}}
            {"type":"response.done","event_id":"event_8","response":{"object":"realtime.response","id":"resp_1","status":"completed","status_details":null,"output":[{"id":"item_1","object":"realtime.item","type":"message","status":"completed","role":"assistant","content":[{"type":"audio","transcript":"Hello"}]}],"conversation_id":"conv_1","modalities":["text","audio"],"usage":null,"metadata":null}}
            """);

    static final List<String> GA_CLIENT = lines("""
            {"event_id":"e1","type":"session.update","session":{"type":"realtime","instructions":"Be brief.","output_modalities":["audio"],"audio":{"input":{"transcription":{"model":"whisper-1","language":"en"},"turn_detection":null},"output":{"voice":"marin","speed":1.1}},"tools":[]}}
            {"event_id":"e2","type":"input_audio_buffer.append","audio":"AAECAw=="}
            {"event_id":"e3","type":"input_audio_buffer.commit"}
            {"type":"input_audio_buffer.clear"}
            {"event_id":"e5","type":"conversation.item.create","previous_item_id":"root","item":{"id":"item_1","type":"message","role":"user","content":[{"type":"input_text","text":"Hi"}]}}
            {"type":"conversation.item.create","item":{"type":"message","role":"assistant","content":[{"type":"output_text","text":"Hi"}]}}
            {"type":"conversation.item.create","item":{"type":"function_call_output","call_id":"call_1","output":"{}"}}
            {"type":"conversation.item.create","item":{"type":"function_call","call_id":"call_1","name":"f","arguments":"{}"}}
            {"event_id":"e6","type":"conversation.item.retrieve","item_id":"item_1"}
            {"event_id":"e7","type":"conversation.item.truncate","item_id":"item_1","content_index":0,"audio_end_ms":1500}
            {"event_id":"e8","type":"conversation.item.delete","item_id":"item_1"}
            {"event_id":"e9","type":"response.create","response":{"output_modalities":["text"],"metadata":{"topic":"x"}}}
            {"type":"response.create"}
            {"event_id":"e10","type":"response.cancel","response_id":"resp_1"}
            {"type":"response.cancel"}
            {"event_id":"e11","type":"output_audio_buffer.clear"}
            """);

    private Samples() {}

    /** The samples by wire type; of several with the same type the first. */
    static Map<String, JsonObject> byType(List<String> samples) {
        Map<String, JsonObject> out = new TreeMap<>();
        for (String sample : samples) {
            JsonObject json = json(sample);
            out.putIfAbsent(json.string("type"), json);
        }
        return out;
    }

    /** The sample of a GA server event. */
    static JsonObject server(String type) {
        return Objects.requireNonNull(byType(GA_SERVER).get(type), type);
    }

    /** The sample of a beta server event. */
    static JsonObject beta(String type) {
        return Objects.requireNonNull(byType(BETA_SERVER).get(type), type);
    }

    /** The sample of a client event. */
    static JsonObject client(String type) {
        return Objects.requireNonNull(byType(GA_CLIENT).get(type), type);
    }

    static JsonObject json(String text) {
        return Json.parseObject(text, CodecLimits.SERVER_INBOUND);
    }

    private static List<String> lines(String block) {
        return block.lines().toList();
    }
}
