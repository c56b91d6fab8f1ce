import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.stream.Collectors;

/**
 * The HTTP client of Java, which offers to change to h2c with every request: java Ask.java URL KEY. Prints a complete
 * answer and the data of a stream, each in one line.
 */
class Ask {
  static final HttpClient CLIENT = HttpClient.newHttpClient();

  public static void main(String[] given) throws Exception {
    System.out.println(CLIENT.send(request(given, false), HttpResponse.BodyHandlers.ofString()).body());
    var lines = CLIENT.send(request(given, true), HttpResponse.BodyHandlers.ofLines()).body();
    System.out.println(lines.filter(line -> line.startsWith("data: ")).map(line -> line.substring(6))
        .collect(Collectors.joining(",", "[", "]")));
  }

  static HttpRequest request(String[] given, boolean stream) {
    String body = "{\"model\": \"claude-haiku-4-5\", \"max_tokens\": 500, \"stream\": " + stream
        + ", \"messages\": [{\"role\": \"user\", \"content\": \"hi\"}]}";
    return HttpRequest.newBuilder(URI.create(given[0] + "/v1/messages")).header("content-type", "application/json")
        .header("anthropic-version", "2023-06-01").header("x-api-key", given[1])
        .POST(HttpRequest.BodyPublishers.ofString(body)).build();
  }
}
